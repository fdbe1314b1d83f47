package dev.scrip.deploy.bench.baseline;

import dev.scrip.deploy.bench.cluster.ProcStat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Charges by a function in PostgreSQL, called by pgbench.
 *
 * @param hot whether all of them fall on one wallet
 * @param batched whether a call charges {@value #BATCH} times, in one transaction
 * @param flushed whether a call is answered once its log is on the disk
 */
public record Charges(boolean hot, boolean batched, boolean flushed) {
  /** Of more, pgbench cannot pass the parameters. */
  private static final int BATCH = 100;

  /** With more clients it is slower on two cores, with fewer too. */
  private static final int CLIENTS = 8;

  private static final int WARM_UP_SECONDS = 2;
  private static final Pattern TRANSACTIONS =
      Pattern.compile("transactions actually processed: (\\d+)");
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private static final String PLAIN =
      """
      \\set w random(1, :wallets)
      \\set id random(1, 9223372036854775807)
      select charge(:w, :id, 'integration.call', 1000000);
      """;

  /**
   * What was found.
   *
   * @param charges how many there were
   * @param server processor time
   * @param client processor time
   * @param logBytes of the write-ahead log
   */
  public record Found(
      long charges, double perSecond, Duration server, Duration client, long logBytes) {}

  /** Why PostgreSQL cannot be measured here. */
  public static final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Missing(Postgres.Missing why) {
      super(why.getMessage(), why);
    }
  }

  /** As in the tables. */
  public String text() {
    return "%s %s, synchronous_commit=%s"
        .formatted(hot ? "W3" : "W1", batched ? "batched" : "plain", flushed ? "on" : "off");
  }

  /**
   * Measures on a server of its own.
   *
   * @throws Missing where the machine lacks what it takes
   */
  public Found measure(Path folder, int wallets, int seconds) {
    try (Postgres postgres = Postgres.start(folder, wallets)) {
      run(postgres, wallets, WARM_UP_SECONDS);
      Duration server = postgres.cpu();
      Duration client = ProcStat.endedChildren();
      long log = log(postgres);
      String printed = run(postgres, wallets, seconds);
      long calls = (long) number(TRANSACTIONS, printed);
      int each = batched ? BATCH : 1;
      Found found =
          new Found(
              calls * each,
              number(RATE, printed) * each,
              postgres.cpu().minus(server),
              ProcStat.endedChildren().minus(client),
              log(postgres) - log);
      requireSound(postgres, wallets);
      return found;
    } catch (Postgres.Missing e) {
      throw new Missing(e);
    }
  }

  private String run(Postgres postgres, int wallets, int seconds) {
    return postgres.pgbench(
        batched ? batch() : PLAIN,
        "-c synchronous_commit=" + (flushed ? "on" : "off"),
        CLIENTS,
        seconds,
        "-D",
        "wallets=" + (hot ? 1 : wallets));
  }

  private static String batch() {
    StringBuilder script = new StringBuilder();
    String[] wallets = new String[BATCH];
    String[] ids = new String[BATCH];
    for (int i = 0; i < BATCH; i++) {
      wallets[i] = ":w" + i;
      ids[i] = ":id" + i;
      script.append("\\set w").append(i).append(" random(1, :wallets)\n");
      script.append("\\set id").append(i).append(" random(1, 9223372036854775807)\n");
    }
    return script
        .append("select charge_many(array[")
        .append(String.join(",", Arrays.asList(wallets)))
        .append("]::bigint[], array[")
        .append(String.join(",", Arrays.asList(ids)))
        .append("]::text[], 'integration.call', 1000000);\n")
        .toString();
  }

  private static long log(Postgres postgres) {
    return Long.parseLong(postgres.query("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"));
  }

  /** A rival that gets its sums wrong is none. */
  private static void requireSound(Postgres postgres, int wallets) {
    String found =
        postgres.query(
            """
            select (select count(*) from entry where accepted)
              || ' ' || (%d * 1e15::numeric - sum(balance))::numeric(40) / 1000000
              || ' ' || sum(sequence) from wallet\
            """
                .formatted(wallets));
    if (Arrays.stream(found.replaceAll("\\.0*", "").split(" ")).distinct().count() != 1) {
      throw new IllegalStateException(
          "expected entries, credits spent and sequences of PostgreSQL to agree, found " + found);
    }
  }

  private static double number(Pattern pattern, String printed) {
    Matcher matcher = pattern.matcher(printed);
    if (!matcher.find()) {
      throw new IllegalStateException("pgbench did not say how much it did:\n" + printed);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
