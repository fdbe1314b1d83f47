package dev.scrip.ledger.scenario;

/** Where a scenario is played: the fold in memory, or a ledger that runs. */
@FunctionalInterface
public interface Player {
  /** Does what a step asks, at its instant, and says what came of it. */
  Seen play(Scenario.Step step);
}
