package dev.scrip.deploy.cli;

/** Exit codes of the program. */
public final class Exit {
  public static final int OK = 0;

  /** Anything that went wrong, told in one sentence. */
  public static final int FAILED = 1;

  /** The command line was not understood. */
  public static final int USAGE = 2;

  /** The ledger decided against it. */
  public static final int REJECTED = 4;

  private Exit() {}
}
