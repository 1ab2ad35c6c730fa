// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Optional;

/**
 * Puts the hook around methods. The method itself stays what it is, under another name, and its own
 * name goes to a new one: hook, method, hook. So a method that throws leaves by the first hook
 * only.
 */
final class Weaver {
  private static final ClassDesc HOOK = ClassDesc.of(Hook.class.getName());
  private static final ClassDesc OBJECT = ConstantDescs.CD_Object;
  private static final ClassDesc STRING = ConstantDescs.CD_String;
  private static final MethodTypeDesc BEFORE =
      MethodTypeDesc.of(ConstantDescs.CD_void, STRING, OBJECT);
  private static final MethodTypeDesc AFTER =
      MethodTypeDesc.of(ConstantDescs.CD_void, OBJECT, STRING, OBJECT);
  private static final String ORIGINAL = "$unwoven";
  private static final int VISIBILITY =
      ClassFile.ACC_PUBLIC | ClassFile.ACC_PROTECTED | ClassFile.ACC_PRIVATE;

  private Weaver() {}

  /** The method of a point; throws when there is none, or more than one. */
  static MethodModel methodOf(Point point, ClassModel model) {
    List<MethodModel> found =
        model.methods().stream().filter(method -> isOf(point, method)).toList();
    if (found.size() != 1) {
      throw new IllegalStateException(
          "faults: the crash point %s is at %s.%s, of which there are %d: see souk.faults.Points"
              .formatted(point.name(), point.owner(), point.method(), found.size()));
    }
    return found.getFirst();
  }

  /**
   * A class with hooks.
   *
   * @param points all of this class
   */
  static byte[] weave(byte[] classFile, List<Point> points) {
    ClassFile tool = ClassFile.of();
    ClassModel model = tool.parse(classFile);
    points.forEach(point -> methodOf(point, model));
    return tool.transformClass(
        model,
        (builder, element) -> {
          Optional<Point> point =
              element instanceof MethodModel method
                  ? points.stream().filter(each -> isOf(each, method)).findFirst()
                  : Optional.empty();
          if (point.isPresent() && element instanceof MethodModel method) {
            weave(builder, model.thisClass().asSymbol(), method, point.get());
          } else {
            builder.with(element);
          }
        });
  }

  private static boolean isOf(Point point, MethodModel method) {
    return method.methodName().equalsString(point.method())
        && !method.flags().has(AccessFlag.BRIDGE)
        && !method.flags().has(AccessFlag.ABSTRACT);
  }

  private static void weave(
      ClassBuilder builder, ClassDesc owner, MethodModel method, Point point) {
    int flags = method.flags().flagsMask();
    builder.withMethod(
        method.methodName().stringValue() + ORIGINAL,
        method.methodTypeSymbol(),
        (flags & ~VISIBILITY) | ClassFile.ACC_PRIVATE | ClassFile.ACC_SYNTHETIC,
        original ->
            method.forEach(
                element -> {
                  if (!(element instanceof AccessFlags)) {
                    original.with(element);
                  }
                }));
    builder.withMethodBody(
        method.methodName(),
        method.methodType(),
        flags,
        code -> callBetweenHooks(code, owner, method, point));
  }

  private static void callBetweenHooks(
      CodeBuilder code, ClassDesc owner, MethodModel method, Point point) {
    MethodTypeDesc type = method.methodTypeSymbol();
    code.loadConstant(point.name());
    loadNamingArgument(code, point);
    code.invokestatic(HOOK, "before", BEFORE);

    String original = method.methodName().stringValue() + ORIGINAL;
    boolean isStatic = method.flags().has(AccessFlag.STATIC);
    if (!isStatic) {
      code.aload(code.receiverSlot());
    }
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    if (isStatic) {
      code.invokestatic(owner, original, type);
    } else {
      code.invokevirtual(owner, original, type);
    }

    TypeKind result = TypeKind.from(type.returnType());
    if (result == TypeKind.REFERENCE) {
      code.dup();
    } else {
      code.aconst_null();
    }
    code.loadConstant(point.name());
    loadNamingArgument(code, point);
    code.invokestatic(HOOK, "after", AFTER);
    code.return_(result);
  }

  private static void loadNamingArgument(CodeBuilder code, Point point) {
    if (point.argument() < 0) {
      code.aconst_null();
    } else {
      code.aload(code.parameterSlot(point.argument()));
    }
  }
}
