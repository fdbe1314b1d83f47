package dev.scrip.projector.notify;

/** Makes one attempt to tell one receiver. Called by many virtual threads at a time; may block. */
interface Sender {
  /**
   * Never fails: what goes wrong is an outcome.
   *
   * @param messageId the same in every attempt
   * @throws InterruptedException when the process ends; what became of the attempt is unknown
   */
  Outcome send(Event event, String messageId) throws InterruptedException;
}
