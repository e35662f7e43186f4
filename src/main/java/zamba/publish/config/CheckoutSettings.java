package zamba.publish.config;

import zamba.publish.checkout.ZambaCatalog;
import zamba.publish.checkout.ZambaCheckout;

/**
 * The checkout of zamba that the catalog is read from.
 *
 * @param checkout where it is, and what is to be edited in it
 * @param catalog what it says
 */
public record CheckoutSettings(ZambaCheckout checkout, ZambaCatalog catalog) {}
