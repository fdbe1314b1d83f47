package dev.scrip.deploy.bench.load;

import java.util.SplittableRandom;

/** How the commands of a workload spread over its wallets; wallet 0 is the one used most. */
public enum Draw {
  UNIFORM,
  /** Exponent {@value #EXPONENT}: of a million wallets the first gets about 12 %. */
  ZIPF,
  ONE;

  static final double EXPONENT = 1.1;

  /** Picks wallets of a population of a size. */
  interface Picker {
    int pick(SplittableRandom random);

    /** The part of all picks, 0 to 1, that falls on a wallet. */
    double share(int wallet);
  }

  Picker over(int wallets) {
    return switch (this) {
      case UNIFORM ->
          new Picker() {
            @Override
            public int pick(SplittableRandom random) {
              return random.nextInt(wallets);
            }

            @Override
            public double share(int wallet) {
              return 1.0 / wallets;
            }
          };
      case ZIPF -> new Zipf(wallets, EXPONENT);
      case ONE ->
          new Picker() {
            @Override
            public int pick(SplittableRandom random) {
              return 0;
            }

            @Override
            public double share(int wallet) {
              return wallet == 0 ? 1 : 0;
            }
          };
    };
  }
}
