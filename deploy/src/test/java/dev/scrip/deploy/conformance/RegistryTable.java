package dev.scrip.deploy.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/**
 * Requests of Confluent's registry API in an order that makes sense, and what a registry answers to
 * each. The embedded one must answer so in every test run; a real one must too, but for the
 * differences that a row admits and gives a reason for.
 */
public final class RegistryTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ONE = record("{'name':'a','type':'string'}");
  private static final String ONE_RESPACED = ONE.replace(",", " ,\n ");
  private static final String OPTIONAL =
      record("{'name':'a','type':'string'},{'name':'b','type':'int','default':0}");
  private static final String REQUIRED =
      record("{'name':'a','type':'string'},{'name':'b','type':'int'}");
  private static final String WIDER = record("{'name':'a','type':['null','string']}");
  private static final String HOLDER =
      "{'type':'record','name':'H','fields':[{'name':'r','type':'R'}]}".replace('\'', '"');
  private static final String JSON_SCHEMA =
      "{'$schema':'http://json-schema.org/draft-07/schema#','type':'object'}".replace('\'', '"');
  private static final String S = "/subjects/s";
  private static final String V = "/subjects/s/versions";

  /** An answer; in the body, JSON with ' for ", only the fields named count. */
  public record Expected(int status, String body) {
    public Expected {
      body = body.replace('\'', '"').replace("@quote@", "'");
    }
  }

  /**
   * One request.
   *
   * @param expected of the embedded registry, and of a real one unless it differs
   * @param real what the real one answers instead, with the reason; null = the same
   */
  public record Row(String method, String path, String request, Expected expected, Known real) {
    @Override
    public String toString() {
      return method + " " + path + (request.isEmpty() ? "" : " " + request);
    }

    /** Admits a difference of the real registry. */
    Row butReal(int status, String body, String reason) {
      return new Row(
          method, path, request, expected, new Known(new Expected(status, body), reason));
    }
  }

  /** A difference that is known and meant to stay. */
  public record Known(Expected expected, String reason) {}

  private RegistryTable() {}

  /** Every row, to be sent in this order to a registry that has none of these subjects. */
  public static List<Row> rows() {
    return List.of(
        get("/schemas/types", 200, "['AVRO']")
            .butReal(200, "['JSON','PROTOBUF','AVRO']", "the ledger writes Avro only"),
        get("/mode", 200, "{'mode':'READWRITE'}"),
        get("/config", 200, "{'compatibilityLevel':'BACKWARD'}")
            .butReal(
                200,
                "{'compatibilityLevel':'NONE'}",
                "Apicurio has no rules until some are set; Confluent's default is BACKWARD, and every subject of a ledger is given a level of its own"),
        put("/config", level("BACKWARD"), 200, "{'compatibility':'BACKWARD'}"),
        get("/config", 200, "{'compatibilityLevel':'BACKWARD'}"),
        put("/config", level("MILD"), 422, "{'error_code':42203}"),

        // Nothing is there yet.
        get(V, 404, "{'error_code':40401}"),
        get(V + "/latest", 404, "{'error_code':40401}"),
        get("/schemas/ids/777777", 404, "{'error_code':40403}"),
        get("/schemas/ids/777777/versions", 404, "{'error_code':40403}"),
        get("/config/s", 404, "{'error_code':40408}")
            .butReal(
                404,
                "{'error_code':40401}",
                "Apicurio does not tell a subject without a level from one that is not there"),
        post(S, schema(ONE), 404, "{'error_code':40401}"),
        delete(S, 404, "{'error_code':40401}"),
        post("/compatibility" + V + "/latest", schema(ONE), 200, "{'is_compatible':true}"),
        post("/compatibility" + V + "/9", schema(ONE), 404, "{'error_code':40402}"),
        post("/compatibility" + V, schema(ONE), 200, "{'is_compatible':true}")
            .butReal(
                404, "{'error_code':40401}", "Confluent's answers that nothing stands against it"),

        // What is no schema.
        post(V, schema("{"), 422, "{'error_code':42201}"),
        post(V, schema("{'type':'none'}".replace('\'', '"')), 422, "{'error_code':42201}"),
        post(V, "{}", 422, "{'error_code':42201}")
            .butReal(500, "{'error_code':0}", "a fault of Apicurio's"),
        post(V, "none", 400, "{'error_code':400}").butReal(400, "", "Apicurio's body is not JSON"),
        get(V, 404, "{'error_code':40401}"),

        // Registering.
        post(V, schema(ONE), 200, "{'id':'@one'}"),
        post(V, schema(ONE), 200, "{'id':'@one'}"),
        post(V, schema(ONE_RESPACED), 200, "{'id':'@one'}"),
        post("/subjects/other/versions", schema(ONE), 200, "{'id':'@one'}"),
        post(V, schema(REQUIRED), 409, "{'error_code':409}"),
        post(V, schema(OPTIONAL), 200, "{'id':'@two'}"),
        post("/subjects/untyped/versions", untyped(ONE), 200, "{'id':'@one'}"),

        // Reading.
        get(V, 200, "[1,2]"),
        get(
            V + "/latest",
            200,
            "{'subject':'s','version':2,'id':'@two','schema':'json:%s'}",
            OPTIONAL),
        get(V + "/-1", 200, "{'subject':'s','version':2,'id':'@two'}"),
        get(V + "/1", 200, "{'subject':'s','version':1,'id':'@one','schema':'json:%s'}", ONE),
        get(V + "/1/schema", 200, "{'name':'R','type':'record'}"),
        get(V + "/9", 404, "{'error_code':40402}"),
        get(V + "/x", 422, "{'error_code':42202}")
            .butReal(404, "{'error_code':40402}", "Apicurio takes any text for a version"),
        get(V + "/0", 422, "{'error_code':42202}")
            .butReal(404, "{'error_code':40402}", "Apicurio takes any text for a version"),
        get("/schemas/ids/@one", 200, "{'schema':'json:%s'}", ONE),
        get("/schemas/ids/@one?fetchMaxId=false&subject=s", 200, "{'schema':'json:%s'}", ONE),
        get("/schemas/ids/@one/schema", 200, "{'name':'R','type':'record'}"),
        get("/schemas/ids/@two/subjects", 200, "['s']"),
        get("/schemas/ids/@two/versions", 200, "[{'subject':'s','version':2}]"),
        post(S, schema(OPTIONAL), 200, "{'subject':'s','version':2,'id':'@two'}"),
        post(S, schema(ONE_RESPACED), 200, "{'subject':'s','version':1,'id':'@one'}"),
        post(S, schema(REQUIRED), 404, "{'error_code':40403}"),
        post("/subjects/none", schema(ONE), 404, "{'error_code':40401}"),

        // Compatibility.
        get("/config/s?defaultToGlobal=true", 200, "{'compatibilityLevel':'BACKWARD'}"),
        put("/config/s", level("MILD"), 422, "{'error_code':42203}"),
        post("/compatibility" + V + "/latest", schema(REQUIRED), 200, "{'is_compatible':true}"),
        post("/compatibility" + V + "/1", schema(REQUIRED), 200, "{'is_compatible':false}"),
        post("/compatibility" + V + "/9", schema(REQUIRED), 404, "{'error_code':40402}"),
        post("/compatibility" + V + "/latest", schema("{"), 422, "{'error_code':42201}"),
        post("/compatibility" + V, schema(ONE), 200, "{'is_compatible':true}"),
        put("/config/s", level("FULL_TRANSITIVE"), 200, "{'compatibility':'FULL_TRANSITIVE'}"),
        get("/config/s", 200, "{'compatibilityLevel':'FULL_TRANSITIVE'}"),
        post("/compatibility" + V, schema(REQUIRED), 200, "{'is_compatible':false}"),
        post(V, schema(WIDER), 409, "{'error_code':409}"),
        put(
            "/config/s",
            level("BACKWARD_TRANSITIVE"),
            200,
            "{'compatibility':'BACKWARD_TRANSITIVE'}"),
        post(V, schema(REQUIRED), 409, "{'error_code':409}"),
        post(V, schema(WIDER), 200, "{'id':'@three'}"),
        put("/config/s", level("NONE"), 200, "{'compatibility':'NONE'}"),
        post(V, schema(REQUIRED), 200, "{'id':'@four'}"),
        delete("/config/s", 200, "{'compatibilityLevel':'NONE'}"),
        get("/config/s?defaultToGlobal=true", 200, "{'compatibilityLevel':'BACKWARD'}")
            .butReal(
                200,
                "{'compatibilityLevel':'NONE'}",
                "Apicurio keeps the level that was deleted; Scrip deletes none"),

        // Deleting.
        delete(V + "/4", 200, "4"),
        get(V, 200, "[1,2,3]"),
        get(V + "/4", 404, "{'error_code':40402}"),
        delete(V + "/4", 404, "{'error_code':40406}")
            .butReal(409, "{'error_code':40406}", "Confluent's status is 404"),
        delete(V + "/9", 404, "{'error_code':40402}"),
        delete(S, 200, "[1,2,3]")
            .butReal(200, "[1,2,3,4]", "Apicurio names versions that were deleted before"),
        get(V, 404, "{'error_code':40401}"),
        get(V + "/1", 404, "{'error_code':40401}"),
        delete(S, 404, "{'error_code':40404}"),
        get("/schemas/ids/@two", 200, "{'schema':'json:%s'}", OPTIONAL),
        post(V, schema(OPTIONAL), 200, "{'id':'@two'}"),
        get(V, 200, "[5]"),

        // What the embedded registry does not do.
        delete("/subjects/other?permanent=true", 422, "{'error_code':42205}")
            .butReal(
                409,
                "{'error_code':40405}",
                "the embedded registry deletes softly only: records in the topics keep needing the schema"),
        put("/mode", "{\"mode\":\"READWRITE\"}", 422, "{'error_code':42205}")
            .butReal(
                200,
                "{'mode':'READWRITE'}",
                "the embedded registry has one mode, as Confluent's with mode.mutability=false"),
        post("/subjects/r/versions", withReference(HOLDER), 422, "{'error_code':42201}")
            .butReal(
                200, "{}", "the embedded registry takes whole schemas only, as all of Scrip's are"),
        post("/subjects/j/versions", typed("JSON", JSON_SCHEMA), 422, "{'error_code':42201}")
            .butReal(200, "{}", "the ledger writes Avro only"),
        get("/nowhere", 404, "{'error_code':404}").butReal(404, "", "Apicurio's body is empty"));
  }

  private static Row get(String path, int status, String body) {
    return new Row("GET", path, "", new Expected(status, body), null);
  }

  private static Row get(String path, int status, String body, String schema) {
    return get(path, status, body.formatted(schema.replace("\"", "@quote@")));
  }

  private static Row delete(String path, int status, String body) {
    return new Row("DELETE", path, "", new Expected(status, body), null);
  }

  private static Row post(String path, String request, int status, String body) {
    return new Row("POST", path, request, new Expected(status, body), null);
  }

  private static Row put(String path, String request, int status, String body) {
    return new Row("PUT", path, request, new Expected(status, body), null);
  }

  private static String record(String fields) {
    return "{'type':'record','name':'R','fields':[%s]}".formatted(fields).replace('\'', '"');
  }

  private static String schema(String text) {
    return typed("AVRO", text);
  }

  private static String typed(String type, String text) {
    return JSON.createObjectNode().put("schemaType", type).put("schema", text).toString();
  }

  private static String untyped(String text) {
    return JSON.createObjectNode().put("schema", text).toString();
  }

  private static String withReference(String text) {
    var body = JSON.createObjectNode().put("schema", text);
    body.putArray("references").addObject().put("name", "R").put("subject", "s").put("version", 5);
    return body.toString();
  }

  private static String level(String level) {
    return JSON.createObjectNode().put("compatibility", level).toString();
  }
}
