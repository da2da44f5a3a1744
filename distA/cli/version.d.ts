/** Version of this swarmcheck, from its manifest. */
export declare function version(): string;
