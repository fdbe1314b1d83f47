package dev.scrip.deploy.bench.load;

import java.util.List;

/**
 * The wallets of a load: who is on which plan of {@code base44-2025}, and who is given credits
 * beyond it, so that every charge which is meant to be accepted is. Most wallets are on the free
 * plan; those that are charged more than it allows are on paid ones.
 */
final class Population {
  /** One charge in so many is for building (pool message), the others for running apps. */
  static final int MESSAGE_ONE_IN = 12;

  private static final long DEAREST_INTEGRATION = 3;
  private static final long DEAREST_MESSAGE = 1;

  /** Only discussing is charged for on the free plan: 0.3 credits, and 5 credits a day. */
  private static final long FREE_DISCUSSIONS_A_DAY = 16;

  /** Integration credits a month, and message credits; lowest plan first. */
  private enum Plan {
    FREE("free", 100, 5),
    STARTER("starter", 2_000, 100),
    BUILDER("builder", 10_000, 250),
    PRO("pro", 20_000, 500),
    ELITE("elite", 50_000, 1_200);

    private final String id;
    private final long integration;
    private final long message;

    Plan(String id, long integration, long message) {
      this.id = id;
      this.integration = integration;
      this.message = message;
    }
  }

  /** Plans that may be had without and with need of more than the free one, as a cast of 20. */
  private static final List<Plan> CAST =
      List.of(
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.FREE,
          Plan.STARTER,
          Plan.STARTER,
          Plan.STARTER,
          Plan.STARTER,
          Plan.BUILDER,
          Plan.BUILDER,
          Plan.PRO,
          Plan.ELITE);

  private static final List<Plan> PAID =
      List.of(Plan.STARTER, Plan.STARTER, Plan.BUILDER, Plan.PRO, Plan.ELITE);

  private final Draw.Picker picker;
  private final long commands;

  Population(Draw.Picker picker, long commands) {
    this.picker = picker;
    this.commands = commands;
  }

  static String wallet(int number) {
    return "wallet-" + number;
  }

  boolean isFree(int wallet) {
    return plan(wallet) == Plan.FREE;
  }

  String planId(int wallet) {
    return plan(wallet).id;
  }

  /** Integration credits that the wallet needs beyond its plan; 0 = none. */
  long integrationFunds(int wallet) {
    long most = most(expected(wallet)) * DEAREST_INTEGRATION;
    return most > plan(wallet).integration ? most : 0;
  }

  /** Message credits that the wallet needs beyond its plan; 0 = none. */
  long messageFunds(int wallet) {
    Plan plan = plan(wallet);
    long most = most(expected(wallet) / MESSAGE_ONE_IN) * DEAREST_MESSAGE;
    return plan != Plan.FREE && most > plan.message ? most : 0;
  }

  private Plan plan(int wallet) {
    List<Plan> cast = fitsFree(wallet) ? CAST : PAID;
    return cast.get(Math.floorMod(wallet * 7, cast.size()));
  }

  private boolean fitsFree(int wallet) {
    return most(expected(wallet) / MESSAGE_ONE_IN) <= FREE_DISCUSSIONS_A_DAY;
  }

  private double expected(int wallet) {
    return commands * picker.share(wallet);
  }

  /** More charges than this do not come, but once in a billion: six standard deviations. */
  private static long most(double expected) {
    return (long) (expected + 6 * StrictMath.sqrt(expected) + 10);
  }
}
