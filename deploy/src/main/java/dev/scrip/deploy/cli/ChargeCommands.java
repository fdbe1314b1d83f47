package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Charges, and quotes, which say what a charge would do. */
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

    @Override
    int run(GatewayClient gateway) {
      return show(
          gateway,
          gateway.send(
              "POST",
              GatewayClient.wallet(wallet) + "/quotes",
              terms.body(action).toString(),
              Map.of("Content-Type", "application/json")),
          null);
    }
  }
}
