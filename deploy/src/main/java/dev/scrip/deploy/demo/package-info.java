/** The month of activity that {@code scrip up --demo} makes: its story, and what plays it. */
@NullMarked
package dev.scrip.deploy.demo;

import org.jspecify.annotations.NullMarked;
