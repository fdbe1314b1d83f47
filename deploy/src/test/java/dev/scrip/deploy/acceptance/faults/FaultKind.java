package dev.scrip.deploy.acceptance.faults;

/** What is done to a part of a running ledger, and undone some seconds later. */
enum FaultKind {
  LEDGER_KILLED("ledger node kill -9, started again"),
  LEDGER_HELD("ledger node held past its session (a zombie), let go"),
  LEDGER_ADDED("a ledger node more"),
  LEDGER_REMOVED("ledger node leaves (SIGTERM)"),
  BROKER_KILLED("leader of a commands partition kill -9, started again"),
  BROKER_STOPPED("leader of a commands partition SIGTERM, started again"),
  BROKER_HELD("leader of a commands partition held, let go"),
  GATEWAY_KILLED("gateway kill -9 amid requests, started again"),
  PROJECTOR_KILLED("projector kill -9, started again");

  private final String words;

  FaultKind(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
