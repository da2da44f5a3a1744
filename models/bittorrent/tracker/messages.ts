/**
 * The shape of a swarm with trackers: that of a swarm (`../messages.ts`), in which each peer has an announcer
 * and some nodes are trackers. Model, implementation and properties share these types.
 */
import type { Swarm, SwarmRecord, SwarmSetting, SwarmView } from '../messages.ts';
import type { AnnouncerOutput, TrackerMessage, TrackerOutput, TrackerView } from './types.ts';

export type {
  Announce,
  AnnounceEvent,
  AnnouncerOutput,
  AnnouncerPart,
  AnnouncerState,
  AnnouncerView,
  Asked,
  Failure,
  FromAnnouncer,
  HasTracking,
  Known,
  Peers,
  ToAnnouncer,
  TrackerDraw,
  TrackerMessage,
  TrackerOutput,
  TrackerPart,
  TrackerView,
  TrackingSetting,
} from './types.ts';

/** The shape of a swarm with trackers. */
export interface TrackedSwarm {
  message: Swarm['message'] | TrackerMessage;
  view: SwarmView | TrackerView;
  /** The next tick of an announcer, and the next interval of a tracker. */
  timer: Swarm['timer'] | 'announce@tracking' | 'sweep';
  input: Swarm['input'];
  output: Swarm['output'] | AnnouncerOutput | TrackerOutput;
  setting: SwarmSetting;
  durable: SwarmRecord;
  draw: Swarm['draw'];
}
