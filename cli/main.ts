#!/usr/bin/env node
/** The entry point of the `swarmcheck` command: it starts the supervisor, which starts the command thread. */
import { Supervisor } from './supervisor.ts';

new Supervisor().start();
