package dev.scrip.deploy;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code scrip} program: every command and every role starts here. */
@Command(
    name = "scrip",
    description = "An event-sourced credit ledger on Kafka.",
    mixinStandardHelpOptions = true)
public final class Scrip implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Scrip()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
