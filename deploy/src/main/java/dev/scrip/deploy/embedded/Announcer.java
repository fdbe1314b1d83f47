package dev.scrip.deploy.embedded;

/** Tells the ledger that commands may use a schema. The registry answers only afterwards. */
@FunctionalInterface
public interface Announcer {
  /**
   * Returns once the announcement is committed and applied in every partition. Announcing the same
   * schema again must do no harm.
   *
   * @throws RuntimeException where that did not come about; the client will ask again
   */
  void announce(int id, String text);
}
