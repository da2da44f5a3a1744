/** The known bugs of the exchange, by number. */
import { withImplementations } from '../../../../checker/suite/role.ts';
import { node } from '../kit.ts';
import { clientBugs } from './client.ts';
import { implementationBugs, implementations } from './mutants.ts';
import { connectionBugs, serverBugs } from './server.ts';

export const bugs = {
  ...withImplementations(node, { ...clientBugs, ...connectionBugs, ...serverBugs }, implementations),
  ...implementationBugs,
};
