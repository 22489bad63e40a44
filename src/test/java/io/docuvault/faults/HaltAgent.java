package io.docuvault.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Given to a server as {@code -javaagent}, ends it without a word when a named step is reached: to everything in the JVM
 * and below it that is what {@code kill -9} is. The product knows nothing of it. Its directory holds the file
 * {@code steps} ({@link Step#lines}) and, from when a step is meant, the file {@code armed}: the step's name, at which of
 * its calls, and whether the database and all other children die before.
 */
public final class HaltAgent {

    /** What the server's exit code then is, as after a kill. */
    static final int EXIT_CODE = 137;

    private static final ClassDesc SELF = ClassDesc.of("io.docuvault.faults.HaltAgent");
    private static final MethodTypeDesc REACHED = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    private static Path armed = Path.of("armed");
    private static int calls;

    private record Place(String step, String method, boolean atEntry) {}

    private HaltAgent() {}

    /** Called by the JVM before the server's own main method, with the directory. */
    public static void premain(String directory, Instrumentation instrumentation) throws IOException {
        armed = Path.of(directory, "armed");
        Map<String, List<Place>> places = Files.readAllLines(Path.of(directory, "steps")).stream()
                .map(line -> line.split(" ", 4))
                .collect(Collectors.groupingBy(
                        line -> line[1],
                        Collectors.mapping(
                                line -> new Place(line[0], line[2], line[3].equals("entry")), Collectors.toList())));
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    @Nullable String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                List<Place> here = name == null ? null : places.get(name);
                return here == null ? null : changed(name, loader, bytes, here);
            }
        });
    }

    private static byte[] changed(String name, @Nullable ClassLoader loader, byte[] bytes, List<Place> places) {
        try {
            ClassFile format = ClassFile.of(ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                    loader == null ? ClassLoader.getSystemClassLoader() : loader)));
            Set<String> missing =
                    new HashSet<>(places.stream().map(Place::method).toList());
            byte[] changed = format.transformClass(
                    format.parse(bytes), (builder, element) -> add(builder, element, places, missing));
            if (missing.isEmpty()) {
                return changed;
            }
            System.err.println("There are no methods " + missing + " in " + name);
        } catch (RuntimeException e) {
            System.err.println("No steps can be put into " + name + ": " + e);
        }
        // Otherwise the JVM would go on without the step, which then is never reached.
        Runtime.getRuntime().halt(1);
        throw new IllegalStateException();
    }

    private static void add(ClassBuilder builder, ClassElement element, List<Place> places, Set<String> missing) {
        if (element instanceof MethodModel method) {
            String name = method.methodName().stringValue();
            List<Place> here =
                    places.stream().filter(place -> place.method().equals(name)).toList();
            if (!here.isEmpty() && method.code().isPresent()) {
                missing.remove(name);
                builder.transformMethod(method, MethodTransform.transformingCode(calling(here)));
                return;
            }
        }
        builder.with(element);
    }

    private static CodeTransform calling(List<Place> places) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                places.stream().filter(Place::atEntry).forEach(place -> call(code, place));
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                if (element instanceof ReturnInstruction) {
                    places.stream().filter(place -> !place.atEntry()).forEach(place -> call(code, place));
                }
                code.with(element);
            }
        };
    }

    private static void call(CodeBuilder code, Place place) {
        code.ldc(place.step()).invokestatic(SELF, "reached", REACHED);
    }

    /** Called by the server at each step. */
    public static void reached(String step) {
        if (Files.exists(armed)) {
            haltAt(step);
        }
    }

    private static synchronized void haltAt(String step) {
        try {
            String[] wanted = Files.readString(armed).strip().split(" ", 3);
            if (wanted[0].equals(step) && ++calls >= Integer.parseInt(wanted[1])) {
                if (Boolean.parseBoolean(wanted[2])) {
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                }
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
