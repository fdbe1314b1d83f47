package dev.scrip.deploy.bench;

/** Something that can be measured, as often as one likes, each time from nothing. */
interface Measurement {
  /** As in {@link Result#what}. */
  String what();

  /** As in {@link Result#of}. */
  String of();

  /**
   * Measures once; leaves nothing behind.
   *
   * @throws Skipped where this machine lacks what it takes
   */
  Result run(Progress progress);

  default String name() {
    return of().isEmpty() ? what() : what() + " " + of();
  }

  /** Why something was not measured; no fault. */
  final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Skipped(String why) {
      super(why);
    }
  }
}
