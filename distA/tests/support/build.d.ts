import type { TestProject } from 'vitest/node';
declare module 'vitest' {
    interface ProvidedContext {
        /** Whether pages and other files that the code owns are rewritten instead of compared: `--update`. */
        updates: boolean;
    }
}
export default function build(project: TestProject): void;
