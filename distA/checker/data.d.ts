/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | {
    readonly [field: string]: Json;
};
/**
 * @throws NotPlainData where the value is not plain data, or has holes or a bare prototype.
 */
export declare function toJson(value: unknown): Json;
/** Says where JSON is not what `toJson` writes. */
export declare class NotData extends Error {
    readonly name = "NotData";
}
/**
 * @throws NotData naming the place, where JSON says something that `toJson` never writes.
 */
export declare function fromJson(json: Json, path?: string): unknown;
