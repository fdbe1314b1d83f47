package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Charges, holds and refunds, and quotes, which say what a charge would do. */
public final class ChargeCommands {
  private ChargeCommands() {}

  /** What is charged for, the same in a charge and a quote. */
  static final class Terms {
    @Option(names = "--quantity", paramLabel = "N", description = "How often (default: 1).")
    private @Nullable String quantity;

    @Option(
        names = "--amount",
        paramLabel = "N",
        description = "The price, for actions whose price the caller reports.")
    private @Nullable String amount;

    @Option(
        names = "--attribute",
        paramLabel = "NAME=VALUE",
        description = "An attribute that the price list reads, such as model=small.")
    private @Nullable Map<String, String> attributes;

    @Option(names = "--actor", paramLabel = "ID", description = "Who triggered it.")
    private @Nullable String actor;

    @Option(names = "--app", paramLabel = "ID", description = "The app that triggered it.")
    private @Nullable String app;

    @Option(
        names = "--metadata",
        paramLabel = "NAME=VALUE",
        description = "Free text, kept with the line.")
    private @Nullable Map<String, String> metadata;

    ObjectNode body(String action) {
      ObjectNode body = GatewayCommand.body().put("action", action);
      GatewayCommand.put(body, "quantity", quantity);
      GatewayCommand.put(body, "amount", amount);
      GatewayCommand.putAll(body, "attributes", attributes);
      GatewayCommand.put(body, "actor", actor);
      GatewayCommand.put(body, "app", app);
      GatewayCommand.putAll(body, "metadata", metadata);
      return body;
    }
  }

  @Command(
      name = "charge",
      description = "Pays for an action from a wallet, all or nothing.",
      footer = {
        "",
        "Examples:",
        "  scrip charge ana chat.change",
        "  scrip charge ana integration.call --quantity 3 --app crm",
        "  scrip charge ana chat.discuss --id prompt-4711"
      })
  public static final class Charge extends WalletCommands.Changing {
    @Parameters(index = "1", paramLabel = "ACTION", description = "What is paid for.")
    private String action = "";

    @Mixin private Terms terms;

    @Override
    int run(GatewayClient gateway) {
      return change(gateway, "/charges", terms.body(action));
    }
  }

  @Command(
      name = "quote",
      description = "Says what a charge would cost and whether it would pass; changes nothing.",
      footer = {"", "Example:", "  scrip quote ana chat.change --quantity 2"})
  public static final class Quote extends WalletCommands.OfWallet {
    @Parameters(index = "1", paramLabel = "ACTION", description = "What would be paid for.")
    private String action = "";

    @Mixin private Terms terms;

    @Option(names = "--hold", description = "Quote a hold, not a charge.")
    private boolean hold;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = terms.body(action);
      if (hold) {
        body.put("hold", true);
      }
      return show(
          gateway,
          gateway.send(
              "POST",
              GatewayClient.wallet(wallet) + "/quotes",
              body.toString(),
              Map.of("Content-Type", "application/json")),
          null);
    }
  }

  @Command(
      name = "hold",
      description = "Reserves what an action would cost, until its cost is known.",
      footer = {
        "",
        "Examples:",
        "  scrip hold ana build.message --amount 5 --expires-in PT30M",
        "  scrip capture ana HOLD --amount 3.5"
      })
  public static final class Hold extends WalletCommands.Changing {
    @Parameters(index = "1", paramLabel = "ACTION", description = "What will be paid for.")
    private String action = "";

    @Mixin private Terms terms;

    @Option(
        names = "--expires-in",
        paramLabel = "SPAN",
        description = "After so long it is released, 1 second to 31 days (default: PT15M).")
    private @Nullable String expiresIn;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = terms.body(action);
      GatewayCommand.put(body, "expiresIn", expiresIn);
      return change(gateway, "/holds", body);
    }
  }

  /** A command that ends a hold. */
  abstract static class OfHold extends WalletCommands.Changing {
    @Parameters(index = "1", paramLabel = "HOLD", description = "The hold's id.")
    private String hold = "";

    String path(String end) {
      return "/holds/" + GatewayClient.encoded(hold) + end;
    }
  }

  @Command(
      name = "capture",
      description = "Charges for a hold, more or less than was held.",
      footer = {
        "",
        "Examples:",
        "  scrip capture ana HOLD",
        "  scrip capture ana HOLD --amount 3.5"
      })
  public static final class Capture extends OfHold {
    @Option(
        names = "--quantity",
        paramLabel = "N",
        description = "How often it was (default: all that is held).")
    private @Nullable String quantity;

    @Option(
        names = "--amount",
        paramLabel = "N",
        description = "The price, for actions whose price the caller reports.")
    private @Nullable String amount;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body();
      put(body, "quantity", quantity);
      put(body, "amount", amount);
      return change(gateway, path("/capture"), body);
    }
  }

  @Command(
      name = "release",
      description = "Gives back all that a hold reserved.",
      footer = {"", "Example:", "  scrip release ana HOLD"})
  public static final class Release extends OfHold {
    @Override
    int run(GatewayClient gateway) {
      return change(gateway, path("/release"), body());
    }
  }

  @Command(
      name = "refund",
      description = "Gives a charge or a capture back, to the grants that paid.",
      footer = {
        "",
        "Example:",
        "  scrip refund ana prompt-4711 --amount 0.5 --reason 'half was missing'"
      })
  public static final class Refund extends WalletCommands.Changing {
    @Parameters(index = "1", paramLabel = "CHARGE", description = "The charge's id.")
    private String charge = "";

    @Option(
        names = "--amount",
        paramLabel = "N",
        description = "Credits (default: all that was not refunded yet).")
    private @Nullable String amount;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Option(
        names = "--failed",
        description = "Because the action failed; only where the rules refund on failure.")
    private boolean failed;

    @Override
    int run(GatewayClient gateway) {
      ObjectNode body = body().put("charge", charge).put("reason", reason);
      put(body, "amount", amount);
      if (failed) {
        body.put("failed", true);
      }
      return change(gateway, "/refunds", body);
    }
  }
}
