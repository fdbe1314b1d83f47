package dev.scrip.deploy.demo;

import java.time.Instant;

/** The running ledger's test clock, as the demo moves it. */
public interface StoryClock {
  /** Where it stands; {@link Instant#MIN} = the ledger runs on real time. */
  Instant clock();

  /** Moves it forward; returns once everything that fell due by then has been applied. */
  void setClock(Instant now);

  /** Returns the ledger to real time, once everything appended before has been decided. */
  void releaseClock();
}
