/** The official config and the public name zamba derives from a training configuration. */
package zamba.publish.official;
