/** Ids, paging, error codes and the caller of the moment. Plain types without beans, usable from every module. */
@ApplicationModule(type = ApplicationModule.Type.OPEN)
@NullMarked
package io.docuvault.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
