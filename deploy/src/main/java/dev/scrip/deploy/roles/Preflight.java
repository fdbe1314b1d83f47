package dev.scrip.deploy.roles;

import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.schemas.ClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks at what a role needs before it starts, so that what is missing is one sentence within
 * seconds, instead of a client that tries for minutes.
 */
final class Preflight {
  private Preflight() {}

  /**
   * @throws Complaint about the first thing that is not as it must be
   */
  static void check(Role role, ClusterConfig cluster, String host, int port) {
    requirePort(host, port);
    try (Cluster kafka = new Cluster(cluster)) {
      TopicsApply.requireReady(kafka, cluster.topics());
      if (role == Role.LEDGER) {
        kafka.requirePlaces(cluster.topics());
      }
    }
    List<String> missing = SubjectsApply.missing(cluster.registryClient(), cluster.topics());
    if (!missing.isEmpty()) {
      throw new Complaint(
          "The schema registry lacks the schemas of this program for %s: run `scrip topics apply` of the same version first."
              .formatted(String.join(", ", missing)));
    }
  }

  private static void requirePort(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as servers do: connections that linger do not count
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (UnknownHostException e) {
      throw new Complaint(
          "host: expected an address of this machine, found \"%s\", which is not known."
              .formatted(host),
          e);
    } catch (IOException e) {
      throw new Complaint(
          "Nothing can listen on %s port %d: %s. Stop what uses it, or choose another with --port N (0 = any that is free)."
              .formatted(host, port, e.getMessage()),
          e);
    }
  }
}
