package dev.scrip.deploy.bench;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.load.Workload;
import java.util.List;

/**
 * What measurements are told.
 *
 * @param workloads of drains
 * @param perSecond rate at which latency is measured
 * @param seconds how long is measured what has no end of its own
 */
record Scope(List<Workload> workloads, Sizes sizes, int perSecond, int seconds, Bed.Setup setup) {
  Scope {
    workloads = List.copyOf(workloads);
    if (seconds < 1) {
      throw new Complaint("--seconds: expected at least 1, found %d.".formatted(seconds));
    }
    if (perSecond < 1) {
      throw new Complaint("--rate: expected at least 1, found %d.".formatted(perSecond));
    }
  }
}
