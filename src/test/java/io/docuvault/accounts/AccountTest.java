package io.docuvault.accounts;

import io.docuvault.HttpTest;
import io.docuvault.SettableClock;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/** A test of this module over HTTP, with a clock to put forward and a look at the rows: one context for all of them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@HttpTest
@Import({SettableClock.Configuration.class, AccountRows.class})
@interface AccountTest {}
