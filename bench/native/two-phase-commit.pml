/*
 * Two-phase commit with MANAGERS resource managers (at most 10), as in docs/tutorial: a manager prepares or aborts by
 * itself; the coordinator commits after a message of every manager, or aborts; a message arrives any number of times.
 */
#define WORKING 0
#define PREPARED 1
#define COMMITTED 2
#define ABORTED 3

byte manager[MANAGERS];
/* WORKING before the decision; after it, the message of the decision is in flight. */
byte coordinator;
/* One bit for each manager: its message was received by the coordinator; its message is in flight. */
short received;
short sent;
/* The numbers of managers that have committed and aborted: functions of `manager`, so they add no worlds. */
byte committed;
byte aborted;

inline commit(k) {
  if
  :: manager[k] != COMMITTED -> manager[k] = COMMITTED; committed++
  :: else
  fi;
  assert(aborted == 0)
}

inline abort(k) {
  if
  :: manager[k] != ABORTED -> manager[k] = ABORTED; aborted++
  :: else
  fi;
  assert(committed == 0)
}

#define STEPS_OF(k) \
  :: d_step { (sent & (1 << k)) -> if :: coordinator == WORKING -> received = received | (1 << k) :: else fi } \
  :: d_step { manager[k] == WORKING -> manager[k] = PREPARED; sent = sent | (1 << k) } \
  :: d_step { manager[k] == WORKING -> abort(k) } \
  :: d_step { coordinator == COMMITTED -> commit(k) } \
  :: d_step { coordinator == ABORTED -> abort(k) }

active proctype world() {
  do
  :: d_step { coordinator == WORKING && received == (1 << MANAGERS) - 1 -> coordinator = COMMITTED }
  :: d_step { coordinator == WORKING -> coordinator = ABORTED }
  STEPS_OF(0)
#if MANAGERS > 1
  STEPS_OF(1)
#endif
#if MANAGERS > 2
  STEPS_OF(2)
#endif
#if MANAGERS > 3
  STEPS_OF(3)
#endif
#if MANAGERS > 4
  STEPS_OF(4)
#endif
#if MANAGERS > 5
  STEPS_OF(5)
#endif
#if MANAGERS > 6
  STEPS_OF(6)
#endif
#if MANAGERS > 7
  STEPS_OF(7)
#endif
#if MANAGERS > 8
  STEPS_OF(8)
#endif
#if MANAGERS > 9
  STEPS_OF(9)
#endif
  od
}
