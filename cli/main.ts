#!/usr/bin/env node
/** The `swarmcheck` command: starts the thread of the command, and supervises it. */
import { Supervisor } from './supervisor.ts';

new Supervisor().start();
