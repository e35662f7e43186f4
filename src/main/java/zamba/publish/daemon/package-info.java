/**
 * What only a program that goes on running has: JMX, metrics, health. Read {@link
 * zamba.publish.daemon.PublisherMBean} and {@link zamba.publish.daemon.Runs} first.
 */
package zamba.publish.daemon;
