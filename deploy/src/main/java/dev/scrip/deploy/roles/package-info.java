/** The roles as processes of their own, and the configuration that tells them what to be. */
@NullMarked
package dev.scrip.deploy.roles;

import org.jspecify.annotations.NullMarked;
