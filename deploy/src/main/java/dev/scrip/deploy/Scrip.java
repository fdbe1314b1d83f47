package dev.scrip.deploy;

import dev.scrip.deploy.bench.BenchCommand;
import dev.scrip.deploy.cli.ChargeCommands;
import dev.scrip.deploy.cli.Exit;
import dev.scrip.deploy.cli.ReadCommands;
import dev.scrip.deploy.cli.RulesCommand;
import dev.scrip.deploy.cli.TailCommand;
import dev.scrip.deploy.cli.TopicsCommand;
import dev.scrip.deploy.cli.WalletCommands;
import dev.scrip.deploy.roles.ConfigCommand;
import dev.scrip.deploy.roles.GatewayCommand;
import dev.scrip.deploy.roles.LedgerCommand;
import dev.scrip.deploy.roles.ProjectorCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code scrip} program: every command and every role starts here. */
@Command(
    name = "scrip",
    description = "An event-sourced credit ledger on Kafka.",
    mixinStandardHelpOptions = true,
    version = "scrip 0.1.0-SNAPSHOT",
    subcommands = {
      UpCommand.class,
      WalletCommands.Open.class,
      ChargeCommands.Charge.class,
      ChargeCommands.Quote.class,
      ChargeCommands.Hold.class,
      ChargeCommands.Capture.class,
      ChargeCommands.Release.class,
      ChargeCommands.Refund.class,
      WalletCommands.Grant.class,
      WalletCommands.VoidGrant.class,
      WalletCommands.Reset.class,
      WalletCommands.Plan.class,
      WalletCommands.Transfer.class,
      WalletCommands.Seat.class,
      WalletCommands.Limit.class,
      WalletCommands.Close.class,
      ReadCommands.Balance.class,
      ReadCommands.Entries.class,
      RulesCommand.class,
      TopicsCommand.class,
      TailCommand.class,
      LedgerCommand.class,
      GatewayCommand.class,
      ProjectorCommand.class,
      ConfigCommand.class,
      BenchCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, for the reason given",
      "2:the command line was not understood",
      "4:the ledger decided against it"
    },
    footer = {
      "",
      "Begin with:",
      "  scrip up",
      "  scrip open ana --plan free",
      "  scrip charge ana chat.change",
      "  scrip COMMAND --help"
    })
public final class Scrip implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(program().execute(args));
  }

  /** The whole command line. */
  static CommandLine program() {
    CommandLine program = new CommandLine(new Scrip());
    program.setParameterExceptionHandler(Scrip::misunderstood);
    program.setExecutionExceptionHandler(Scrip::failed);
    for (CommandLine command : program.getSubcommands().values()) {
      addHelp(command);
    }
    ConfigCommand.explain(program);
    return program;
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
    command.getSubcommands().values().forEach(Scrip::addHelp);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int misunderstood(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    err.println(name + ": " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("`" + name + " --help` shows what it takes.");
    }
    return Exit.USAGE;
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof Complaint) {
      err.println("scrip: " + e.getMessage());
    } else {
      err.println("scrip: a fault of the program itself: " + e);
      if (System.getenv("SCRIP_DEBUG") == null) {
        err.println("SCRIP_DEBUG=1 shows where; please report it.");
      } else {
        e.printStackTrace(err);
      }
    }
    err.flush();
    return Exit.FAILED;
  }
}
