/**
 * Runs a benchmark's own file again with these arguments; what it prints, as JSON. Undefined where it fails or takes longer than
 * we wait.
 */
export declare function apart<T>(file: string, args: readonly string[], { flags, timeoutMs }?: {
    flags?: readonly string[];
    timeoutMs?: number;
}): T | undefined;
