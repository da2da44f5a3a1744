/** The words of the `swarmcheck` command: commands, flags, help. */
import { Command } from 'commander';
import type { Exit } from './exit.ts';
export declare function program(exit: (code: Exit) => void): Command;
