/** The known bugs of the exchange, by number. */
import { clientBugs } from './client.ts';
import { implementationBugs, withImplementations } from './mutants.ts';
import { connectionBugs, serverBugs } from './server.ts';

export const bugs = {
  ...withImplementations({ ...clientBugs, ...connectionBugs, ...serverBugs }),
  ...implementationBugs,
};
