/**
 * The language between the parts of Scrip and the services around it: Avro schemas and their
 * classes, the topics of a ledger, the wire format, and a publisher for services that append
 * commands straight to Kafka. Nothing here decides anything. Java 17.
 *
 * <p>Avro makes only classes that the process trusts. Whoever builds records here before making a
 * publisher, serializer, deserializer or codec calls {@link dev.scrip.schemas.Schemas#trust} first.
 */
@NullMarked
package dev.scrip.schemas;

import org.jspecify.annotations.NullMarked;
