/** The scopes that promise it though the suite as a whole does not; none for what is promised in all. */
export function scopesOf({ scopes }, property) {
    return Object.entries(scopes).flatMap(([name, { properties = [] }]) => properties.includes(property) ? [name] : []);
}
/** Everything that a suite promises, wherever it does. */
export function allPromises({ properties, scopes }) {
    return [...new Set([...properties, ...Object.values(scopes).flatMap((scope) => scope?.properties ?? [])])];
}
