/**
 * Finds in texts what is not meant for the public: secrets, and what tells about people and
 * machines.
 */
package zamba.publish.inspect.leaks;
