package dev.scrip.ledger.domain;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A decision reads nothing but its arguments: no clock, chance, place or order of a hash table. */
class PurityTest {
  private static final String DOMAIN = "dev.scrip.ledger.domain";

  /**
   * Who may use a hash table, and why its order cannot show. Book: looks names up, iterates the
   * plans. Subscribing: asks whether a rule is in the set, iterates the wallet's periods.
   */
  private static final Set<String> MAY_HASH = Set.of("Book", "Subscribing");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(DOMAIN);

  @TestFactory
  List<DynamicTest> shouldReadNothingButItsArguments() {
    return List.of(
        rule(
            "only java and itself",
            ArchRuleDefinition.classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", DOMAIN, "org.jspecify.annotations")),
        rule(
            "no clock, chance, thread, file, property or logger",
            noClasses()
                .should()
                .dependOnClassesThat(
                    named(
                        Set.of(
                            "java.time.Clock",
                            "java.util.Random",
                            "java.util.SplittableRandom",
                            "java.util.UUID",
                            "java.security.SecureRandom",
                            "java.lang.Thread",
                            "java.lang.Math$RandomNumberGeneratorHolder",
                            "java.util.TimeZone",
                            "java.util.Date",
                            "java.util.Calendar",
                            "java.util.Properties",
                            "java.time.zone.ZoneRules",
                            "java.time.zone.ZoneRulesProvider")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.net..",
                    "java.util.logging..",
                    "java.util.concurrent..",
                    "java.util.random..")),
        rule(
            "no call that asks the machine",
            noClasses()
                .should()
                .callCodeUnitWhere(
                    describe(
                        "asks the machine",
                        call -> asksTheMachine(call.getTarget().getFullName())))),
        rule("no floating point in a field", noFields().should().haveRawType(floating())),
        rule(
            "no floating point in a method",
            noMethods()
                .should()
                .haveRawReturnType(floating())
                .orShould(
                    com.tngtech.archunit.lang.conditions.ArchConditions.haveRawParameterTypes(
                        describe("floating point", types -> types.stream().anyMatch(floating()))))),
        rule(
            "no hash table whose order could show",
            noClasses()
                .that(describe("are not listed", type -> !MAY_HASH.contains(type.getSimpleName())))
                .should()
                .callCodeUnitWhere(
                    describe(
                        "makes a hash table",
                        call -> {
                          JavaClass owner = call.getTargetOwner();
                          return call.getTarget().getName().equals("<init>")
                              && Set.of(
                                      "java.util.HashMap",
                                      "java.util.HashSet",
                                      "java.util.IdentityHashMap",
                                      "java.util.WeakHashMap")
                                  .contains(owner.getName());
                        }))),
        rule(
            "no static state",
            fields().that().areStatic().should().beFinal().allowEmptyShould(true)),
        rule(
            "no state in a value that can change",
            fields()
                .that()
                .areDeclaredInClassesThat()
                .areAssignableTo(Record.class)
                .and()
                .areNotStatic()
                .should()
                .haveModifier(JavaModifier.FINAL)));
  }

  private static DynamicTest rule(String name, ArchRule rule) {
    return DynamicTest.dynamicTest(name, () -> rule.check(CLASSES));
  }

  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return describe("are " + names, type -> names.contains(type.getName()));
  }

  private static DescribedPredicate<JavaClass> floating() {
    return describe(
        "floating point",
        type ->
            Set.of("double", "float", "java.lang.Double", "java.lang.Float")
                .contains(type.getName()));
  }

  private static boolean asksTheMachine(String target) {
    return (target.startsWith("java.") && target.contains(".now("))
        || (target.startsWith("java.lang.System.") && !target.contains(".arraycopy("))
        || target.startsWith("java.lang.Math.random")
        || target.contains("getDefault(")
        || target.contains("systemDefault(")
        || target.contains("defaultCharset(")
        || target.equals("java.lang.String.getBytes()")
        || target.equals("java.lang.String.toLowerCase()")
        || target.equals("java.lang.String.toUpperCase()")
        || target.startsWith("java.lang.String.format(java.lang.String,")
        || target.startsWith("java.lang.String.formatted(")
        || target.startsWith("java.time.ZoneId.of(")
        || target.startsWith("java.lang.Object.hashCode(");
  }
}
