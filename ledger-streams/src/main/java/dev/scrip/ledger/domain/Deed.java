package dev.scrip.ledger.domain;

/** What is paid for, and who is behind it. */
record Deed(String action, String pool, String actor, String app) {
  static Deed of(Rules.Action action, Command command) {
    return new Deed(action.name(), action.pool(), command.actor(), command.app());
  }

  static Deed of(Wallet.Hold hold) {
    return new Deed(hold.action(), hold.pool(), hold.actor(), hold.app());
  }
}
