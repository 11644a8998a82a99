package systemk.repo.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// The stored form itself, version 1: texts that must be readable for ever.
final class StoredFormTest {
  private static final String TRANSACTION =
      """
      {"generation":2,"tick":1,"time":"2026-01-02T03:04:05.678901234Z",\
      "author":{"uid":0,"gid":0,"pid":17,"command":"svccfg"},"comment":"why","request":"r-1",\
      "guards":[{"generation":1},{"in":"svc:/a:b","group":"general","generation":0}],\
      "volatile":[13,14],"changes":[\
      {"do":"add-service","in":"svc:/a"},\
      {"do":"add-instance","in":"svc:/a:b"},\
      {"do":"add-group","in":"svc:/a:b","group":"general","layer":"manifest",\
      "type":"framework","persistent":true,"strict":false},\
      {"do":"set-property","in":"svc:/a:b","group":"general","layer":"admin",\
      "property":{"name":"enabled","type":"boolean","values":["true"]},"file":"/x.json"},\
      {"do":"delete-property","in":"svc:/a","group":"g","layer":"site-profile","property":"p"},\
      {"do":"withdraw-property","in":"svc:/a","group":"g","layer":"system-profile","property":"p"},\
      {"do":"delete-group","in":"svc:/a","group":"g","layer":"admin"},\
      {"do":"withdraw-group","in":"svc:/a","group":"g","layer":"admin"},\
      {"do":"take-snapshot","in":"svc:/a:b","snapshot":"running"},\
      {"do":"copy-snapshot","in":"svc:/a:b","from":"running","to":"start"},\
      {"do":"revert","in":"svc:/a:b","snapshot":"start"},\
      {"do":"delete-instance","in":"svc:/a:b"},\
      {"do":"delete-service","in":"svc:/a"},\
      {"do":"report","in":"svc:/a:b","group":"restarter","type":"framework",\
      "set":[{"name":"state","type":"astring","values":["online"]}],"removed":["next_state"]},\
      {"do":"consume","in":"svc:/a:b","group":"restarter_actions","property":"restart",\
      "value":"1"}]}""";

  private static final String GROUP =
      """
      {"name":"g","type":"application","persistent":true,"generation":5,\
      "layers":{"manifest":{"type":"astring","values":[],"generation":1},\
      "admin":{"masked":true,"generation":5}},\
      "properties":{"p":{"manifest":{"type":"count","values":["1","2"],"generation":1,\
      "file":"/x.json"},"admin":{"masked":true,"generation":5}}}}""";

  @Test
  void everyKindOfChangeHasItsForm() {
    var transaction = StoredCodec.transaction(JsonText.parse(TRANSACTION));
    assertThat(JsonText.write(StoredCodec.transaction(transaction))).isEqualTo(TRANSACTION);
  }

  @Test
  void aGroupHasItsForm() {
    var group = StoredCodec.group(JsonText.parse(GROUP));
    assertThat(JsonText.write(StoredCodec.group(group))).isEqualTo(GROUP);
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    refused(TRANSACTION.replace("add-service", "add-house"), "change \"add-house\" is unknown");
    refused(
        TRANSACTION.replace("\"layer\":\"manifest\"", "\"layer\":\"top\""),
        "\"top\" is not a layer");
    refused(TRANSACTION.replace("\"boolean\"", "\"bool\""), "\"bool\" is not a type");
    refused(
        TRANSACTION.replace("[\"true\"]", "[\"yes\"]"),
        "not a canonical boolean: \"yes\" for enabled");
    refused(
        TRANSACTION.replace(
            "{\"do\":\"add-service\",\"in\":\"svc:/a\"}",
            "{\"do\":\"add-service\",\"in\":\"svc:/a:b\"}"),
        "\"svc:/a:b\" does not name a service");
    refused(
        TRANSACTION.replace("\"svc:/a\"", "\"a\""), "\"a\" does not name a service or an instance");
    refused(TRANSACTION.replace("\"tick\":1", "\"tick\":1.5"), "\"tick\" is not a 64-bit integer");
    refused(TRANSACTION.replace("2026-01-02T", ""), "Text '03:04:05.678901234Z'");
    refused(TRANSACTION.replace("[13,14]", "[99999999999]"), "integer overflow");
    refused("[]", "\"transaction\" is not an object");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> StoredCodec.transaction(JsonText.parse(text)))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith(message);
  }
}
