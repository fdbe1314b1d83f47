package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
        description = "top_up, promo or adjustment (default with a code: promo).")
    private @Nullable String source;

    @Option(names = "--code", paramLabel = "CODE", description = "Promo code: once per wallet.")
    private @Nullable String code;

    @Option(names = "--effective-at", paramLabel = "INSTANT", description = "Default: now.")
    private @Nullable String effectiveAt;

    @Option(
        names = "--expires-at",
        paramLabel = "INSTANT",
        description = "Default: as the rules say for top-ups and their promo codes, else never.")
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
      description =
          "Closes what a wallet's plan gave in the open period and gives it anew; the period goes on.",
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
      description = "Puts a wallet on another plan, cancels its plan, or takes that back.",
      footer = {
        "",
        "Examples:",
        "  scrip plan ana starter",
        "  scrip plan ana free --at-period-end",
        "  scrip plan ana --cancel",
        "  scrip plan ana --resume"
      })
  public static final class Plan extends Changing {
    @Parameters(index = "1", arity = "0..1", paramLabel = "PLAN", description = "The new plan.")
    private @Nullable String plan;

    @Option(
        names = "--at-period-end",
        description = "At the end of the term, not now; only with a plan.")
    private boolean atPeriodEnd;

    @Option(
        names = "--cancel",
        description = "Fall back to the rules' fallback plan at the end of the term.")
    private boolean cancel;

    @Option(names = "--resume", description = "Take back what was to happen to the plan.")
    private boolean resume;

    @Override
    int run(GatewayClient gateway) {
      if ((plan == null ? 0 : 1) + (cancel ? 1 : 0) + (resume ? 1 : 0) != 1
          || (plan == null && atPeriodEnd)) {
        throw new ParameterException(
            spec.commandLine(),
            "expected one of PLAN (perhaps --at-period-end), --cancel and --resume");
      }
      if (plan == null) {
        return change(gateway, cancel ? "/plan/cancel" : "/plan/resume", body());
      }
      return change(
          gateway,
          "/plan",
          body().put("plan", plan).put("when", atPeriodEnd ? "period_end" : "now"));
    }
  }

  @Command(
      name = "transfer",
      description = "Passes credits to another wallet.",
      footer = {"", "Example:", "  scrip transfer ana ben --pool message --amount 20"})
  public static final class Transfer extends Changing {
    @Parameters(index = "1", paramLabel = "TO", description = "The wallet that gets them.")
    private String to = "";

    @Option(names = "--pool", required = true, paramLabel = "POOL", description = "The pool.")
    private String pool = "";

    @Option(
        names = "--amount",
        required = true,
        paramLabel = "N",
        description = "Credits, up to 6 decimals.")
    private String amount = "";

    @Override
    int run(GatewayClient gateway) {
      return change(
          gateway, "/transfers", body().put("to", to).put("pool", pool).put("amount", amount));
    }
  }

  @Command(
      name = "seat",
      description = "Passes plan, anchor and what remains of its grants to another wallet.",
      footer = {"", "Example:", "  scrip seat ana ben"})
  public static final class Seat extends Changing {
    @Parameters(index = "1", paramLabel = "TO", description = "The wallet that gets them.")
    private String to = "";

    @Override
    int run(GatewayClient gateway) {
      return change(gateway, "/seat", body().put("to", to));
    }
  }

  @Command(
      name = "limit",
      description = "Sets a ceiling of a limit for one actor, or takes it back.",
      footer = {
        "",
        "Examples:",
        "  scrip limit team member ben --amount 30",
        "  scrip limit team member ben --rules"
      })
  public static final class Limit extends Changing {
    @Parameters(index = "1", paramLabel = "LIMIT", description = "A limit of scope actor.")
    private String limit = "";

    @Parameters(index = "2", paramLabel = "ACTOR", description = "Whom it is for.")
    private String actor = "";

    @ArgGroup(multiplicity = "1")
    private Ceiling ceiling = new Ceiling();

    /** A ceiling of the actor's own, or that of the rules. */
    static final class Ceiling {
      @Option(names = "--amount", paramLabel = "N", description = "The ceiling, in credits.")
      private @Nullable String amount;

      @Option(names = "--rules", description = "Back to the rules' own ceiling.")
      private boolean rules;
    }

    @Override
    int run(GatewayClient gateway) {
      String key = id.value();
      ObjectNode body = body().put("amount", ceiling.rules ? null : ceiling.amount);
      String path =
          GatewayClient.wallet(wallet)
              + "/limits/"
              + GatewayClient.encoded(limit)
              + "/actors/"
              + GatewayClient.encoded(actor);
      return show(
          gateway,
          gateway.send(
              "PUT",
              path,
              body.toString(),
              Map.of("Content-Type", "application/json", "Idempotency-Key", key)),
          key);
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
