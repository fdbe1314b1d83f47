package dev.scrip.deploy.acceptance.faults;

import java.time.Duration;

/**
 * What a fault run is.
 *
 * @param commands of the load, without those of the probes
 * @param perSecond at which rate they are sent
 * @param standbys copies of each partition's state on other nodes
 * @param session how long a ledger node may be silent until its partitions are given to others
 */
record FaultOptions(
    long seed, int commands, int perSecond, int faults, int standbys, Duration session) {
  /** Of the command topic. */
  static final int PARTITIONS = 6;

  /** One in so many commands goes over HTTP. */
  static final int PER_HTTP = 10;

  Duration load() {
    return Duration.ofMillis(commands * 1_000L / perSecond);
  }

  /** From the beginning of one fault to the beginning of the next, where all goes well. */
  Duration slot() {
    return load().dividedBy(faults + 1);
  }
}
