/** `export default defineConfig({ suites: ['./my.suite.ts'] })`: the configuration itself, with its types checked. */
export function defineConfig(config) {
    return config;
}
