export function packed(exploration, properties) {
    const results = exploration.results.map((one) => ({ ...one, property: properties.indexOf(one.property) }));
    return { ...exploration, results };
}
export function unpacked(exploration, properties) {
    const results = exploration.results.map((one) => ({
        ...one,
        property: properties[one.property],
    }));
    return { ...exploration, results };
}
export function packedStorm({ violation, reached, tallies, ...rest }, properties) {
    const { taken, strategies, classes, worlds } = tallies;
    return {
        ...rest,
        tallies: { taken, strategies, classes, worlds },
        reached: new Map([...reached].map(([property, runs]) => [properties.indexOf(property), runs])),
        ...(violation !== undefined && {
            violation: { ...violation, property: properties.indexOf(violation.property) },
        }),
    };
}
export function unpackedStorm({ violation, reached, ...rest }, properties) {
    return {
        ...rest,
        reached: new Map([...reached].map(([property, runs]) => [properties[property], runs])),
        ...(violation !== undefined && {
            violation: { ...violation, property: properties[violation.property] },
        }),
    };
}
