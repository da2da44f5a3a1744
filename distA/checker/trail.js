/** What these effects leave behind. */
export function trailOf(effects) {
    const sends = new Map();
    const outputs = [];
    const timers = new Map();
    let records = [];
    for (const effect of effects) {
        switch (effect.type) {
            case 'send':
                sends.set(effect.to, [...(sends.get(effect.to) ?? []), effect.message]);
                break;
            case 'call':
                sends.set(effect.to, [...(sends.get(effect.to) ?? []), { request: effect.request }]);
                break;
            case 'output':
                outputs.push(effect.value);
                break;
            case 'persist':
                records = [effect.record];
                break;
            case 'arm':
            case 'disarm':
                timers.set(effect.timer, effect.type);
                break;
        }
    }
    return { sends, outputs, timers, records };
}
