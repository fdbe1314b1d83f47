package dev.scrip.deploy.bench;

/** Tells whoever waits how far a measurement is. */
interface Progress {
  /** Begins a part of it; what came before is done. */
  void phase(String name, long size);

  /** How far the part is, up to its size. */
  void at(long done);
}
