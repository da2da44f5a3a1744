/** The built command's file. */
export declare const main: string;
export interface Ran {
    readonly code: number | null;
    readonly out: string;
    readonly err: string;
    /** The folder it ran in. */
    readonly folder: string;
}
/** An empty folder of somebody who has swarmcheck installed, with some files in it. */
export declare function workshop(files?: Readonly<Record<string, string>>): string;
export declare function writeIn(folder: string, name: string, text: string): void;
/** Runs the command in an empty folder, unless one is named. */
export declare function swarmcheck(args: readonly string[], env?: Readonly<Record<string, string>>, folder?: string): Ran;
/** The environment of a shell that knows nothing of CI or colours. */
export declare function quietEnvironment(): NodeJS.ProcessEnv;
/** Runs Node in a folder. */
export declare function node(args: readonly string[], env: Readonly<Record<string, string>>, folder: string): Ran;
/** Runs the command and interrupts it, as Ctrl-C does, after this long. */
export declare function interrupted(args: readonly string[], afterMs: number): Promise<Pick<Ran, 'code' | 'out'>>;
