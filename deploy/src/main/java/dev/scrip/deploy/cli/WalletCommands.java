package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that change a wallet, but for charges. */
public final class WalletCommands {
  private WalletCommands() {}

  /** A command about one wallet. */
  abstract static class OfWallet extends GatewayCommand {
    @Parameters(index = "0", paramLabel = "WALLET", description = "The wallet's id.")
    protected String wallet = "";
  }

  /** A command about one wallet that takes an idempotency key. */
  abstract static class Changing extends OfWallet {
    @Mixin protected CommandId id;

    int change(GatewayClient gateway, String path, ObjectNode body) {
      String key = id.value();
      return show(gateway, gateway.command(GatewayClient.wallet(wallet) + path, body, key), key);
    }
  }

  @Command(
      name = "open",
      description = "Opens a wallet on a plan.",
      footer = {"", "Example:", "  scrip open ana --plan free"})
  public static final class Open extends OfWallet {
    @Option(names = "--plan", required = true, paramLabel = "PLAN", description = "The plan.")
    private String plan = "";

    @Option(
        names = "--anchor",
        paramLabel = "INSTANT",
        description = "What periods are counted from, not in the future (default: now).")
    private @Nullable String anchor;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body().put("plan", plan);
      put(body, "anchor", anchor);
      return show(
          gateway,
          gateway.send(
              "PUT",
              GatewayClient.wallet(wallet),
              body.toString(),
              Map.of("Content-Type", "application/json")),
          null);
    }
  }

  @Command(
      name = "grant",
      description = "Puts credits into a pool of a wallet.",
      footer = {
        "",
        "Examples:",
        "  scrip grant ana --pool message --amount 20 --source adjustment",
        "  scrip grant ana --source promo --code SHARE20"
      })
  public static final class Grant extends Changing {
    @Option(names = "--pool", paramLabel = "POOL", description = "The pool.")
    private @Nullable String pool;

    @Option(names = "--amount", paramLabel = "N", description = "Credits, up to 6 decimals.")
    private @Nullable String amount;

    @Option(
        names = "--source",
        paramLabel = "SOURCE",
        description = "top_up, promo, adjustment, refund …")
    private @Nullable String source;

    @Option(names = "--code", paramLabel = "CODE", description = "Promo code: once per wallet.")
    private @Nullable String code;

    @Option(names = "--effective-at", paramLabel = "INSTANT", description = "Default: now.")
    private @Nullable String effectiveAt;

    @Option(names = "--expires-at", paramLabel = "INSTANT", description = "Default: never.")
    private @Nullable String expiresAt;

    @Option(names = "--priority", paramLabel = "N", description = "Lower is drawn first.")
    private @Nullable Integer priority;

    @Option(
        names = "--scope",
        paramLabel = "ACTION",
        split = ",",
        description = "Actions it may pay for (default: all of its pool).")
    private @Nullable List<String> scope;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body();
      put(body, "pool", pool);
      put(body, "amount", amount);
      put(body, "source", source);
      put(body, "effectiveAt", effectiveAt);
      put(body, "expiresAt", expiresAt);
      if (priority != null) {
        body.put("priority", priority);
      }
      if (scope != null) {
        ArrayNode actions = body.putArray("scope");
        scope.forEach(actions::add);
      }
      put(body, "code", code);
      return change(gateway, "/grants", body);
    }
  }

  @Command(
      name = "void",
      description = "Takes back what is free of a grant.",
      footer = {"", "Example:", "  scrip void ana promo-2027-01"})
  public static final class VoidGrant extends Changing {
    @Parameters(
        index = "1",
        paramLabel = "GRANT",
        description = "The grant's id, as scrip balance shows it.")
    private String grant = "";

    @Override
    int run(GatewayClient gateway) {
      return change(gateway, "/grants/" + GatewayClient.encoded(grant) + "/void", body());
    }
  }

  @Command(
      name = "reset",
      description = "Closes the period of a wallet's plan now and opens the next.",
      footer = {"", "Example:", "  scrip reset ana --pool message"})
  public static final class Reset extends Changing {
    @Option(
        names = "--pool",
        paramLabel = "POOL",
        split = ",",
        description = "Only these pools (default: all).")
    private @Nullable List<String> pools;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body();
      if (pools != null) {
        ArrayNode names = body.putArray("pools");
        pools.forEach(names::add);
      }
      return change(gateway, "/resets", body);
    }
  }

  @Command(
      name = "plan",
      description = "Puts a wallet on another plan.",
      footer = {"", "Example:", "  scrip plan ana starter"})
  public static final class Plan extends Changing {
    @Parameters(index = "1", paramLabel = "PLAN", description = "The new plan.")
    private String plan = "";

    @Option(
        names = "--when",
        paramLabel = "now|period_end",
        description = "When it takes effect (default: now).")
    private @Nullable String when;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body().put("plan", plan);
      put(body, "when", when);
      return change(gateway, "/plan", body);
    }
  }

  @Command(
      name = "close",
      description = "Closes a wallet: recurring grants end, nothing more is charged.",
      footer = {"", "Example:", "  scrip close ana"})
  public static final class Close extends Changing {
    @Override
    int run(GatewayClient gateway) {
      return change(gateway, "/close", body());
    }
  }
}
