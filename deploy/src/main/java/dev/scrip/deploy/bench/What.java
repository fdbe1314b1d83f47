package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.load.Workload;
import java.util.List;
import java.util.stream.Stream;

/** What can be measured, by the names of the command line. */
enum What {
  drain;

  Stream<Measurement> measurements(List<Workload> workloads, Sizes sizes, Bed.Setup setup) {
    return switch (this) {
      case drain -> workloads.stream().map(workload -> new Drain(workload, sizes, setup));
    };
  }
}
