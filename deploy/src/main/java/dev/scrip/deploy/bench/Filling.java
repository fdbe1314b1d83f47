package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Appender;
import dev.scrip.deploy.bench.load.Load;

/** Appends a load before the ledger works on it. */
final class Filling {
  private static final int TELL_EVERY = 4_096;

  private final Load load;
  private final Appender appender;
  private final Progress progress;

  Filling(Load load, Appender appender, Progress progress) {
    this.load = load;
    this.appender = appender;
    this.progress = progress;
  }

  void openings() {
    progress.phase("opening wallets", load.wallets());
    for (int wallet = 0; wallet < load.wallets(); wallet++) {
      load.opening(wallet).forEach(appender::send);
      told(wallet);
    }
    appender.flush();
  }

  void commands() {
    progress.phase("appending commands", load.commands());
    for (long n = 0; n < load.commands(); n++) {
      appender.send(load.at(n));
      told(n);
    }
    appender.flush();
  }

  private void told(long n) {
    if (n % TELL_EVERY == 0) {
      progress.at(n);
    }
  }
}
