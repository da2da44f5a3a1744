/**
 * Messages of a trace from sending to arrival. A trace says what each step sent and what it received, not which sending a
 * delivery goes back to; of several equal ones under way the oldest is taken, and where none is under way any more (the
 * network delivers twice) the last one that arrived.
 */
import { type NodeId, type Tagged, type Trace } from '../checker/index.ts';
/** One message from one node to another. Steps are counted from 1; 0 is the initial world. */
export interface Flight {
    readonly from: NodeId;
    readonly to: NodeId;
    readonly message: Tagged;
    readonly sentAt: number;
    /** The step that received it or saw it lost; absent where the trace ends before. */
    readonly ended?: {
        readonly at: number;
        readonly how: 'arrived' | 'lost';
    };
}
/** In the order in which they were sent. */
export declare function flightsOf({ steps }: Trace): Flight[];
/** The node that takes the step; none where only the network changes. */
export declare function actingNode(action: Trace['steps'][number]['action']): NodeId | undefined;
