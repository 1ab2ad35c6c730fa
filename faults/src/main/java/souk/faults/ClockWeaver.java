// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.Map;
import java.util.Optional;

/** Gives classes that ask for the machine's clock the one of {@link Clocks}. */
final class ClockWeaver {
  private static final ClassDesc CLOCKS = ClassDesc.of(Clocks.class.getName());

  /** Who gives a clock, and by which method. */
  private static final Map<String, String> SOURCES =
      Map.of("java/time/InstantSource", "system", "java/time/Clock", "systemUTC");

  private ClockWeaver() {}

  /** The class as it is to be; empty when it asks for no clock. */
  static Optional<byte[]> weave(byte[] classFile) {
    ClassFile tool = ClassFile.of();
    ClassModel model = tool.parse(classFile);
    if (!asksForClock(model)) {
      return Optional.empty();
    }
    return Optional.of(
        tool.transformClass(
            model,
            ClassTransform.transformingMethodBodies(
                (code, element) -> {
                  if (element instanceof InvokeInstruction call && isSource(call.method())) {
                    code.invokestatic(CLOCKS, call.name().stringValue(), call.typeSymbol());
                  } else {
                    code.with(element);
                  }
                })));
  }

  private static boolean asksForClock(ClassModel model) {
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member && isSource(member)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSource(MemberRefEntry member) {
    String method = SOURCES.get(member.owner().asInternalName());
    return method != null && member.name().equalsString(method);
  }
}
