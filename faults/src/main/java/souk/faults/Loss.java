// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;

/**
 * What a broken connection gives the caller of whom, in the very types of that library, which is
 * the service's own: here they are known by name only.
 */
enum Loss {
  /** Of another service, over gRPC. */
  CALL {
    @Override
    Exception failure(ClassLoader service) throws ReflectiveOperationException {
      Class<?> type = service.loadClass("io.grpc.Status");
      Object unavailable = type.getField("UNAVAILABLE").get(null);
      Object described =
          type.getMethod("withDescription", String.class).invoke(unavailable, "io exception");
      Object caused =
          type.getMethod("withCause", Throwable.class)
              .invoke(described, new IOException("Connection reset by peer"));
      return (Exception) type.getMethod("asRuntimeException").invoke(caused);
    }
  },
  /** Of PostgreSQL, through Jdbi. */
  DATABASE {
    @Override
    Exception failure(ClassLoader service) throws ReflectiveOperationException {
      SQLException broken =
          new SQLException("An I/O error occurred while sending to the backend.", "08006");
      String statements = "org.jdbi.v3.core.statement.";
      return (Exception)
          service
              .loadClass(statements + "UnableToExecuteStatementException")
              .getConstructor(Exception.class, service.loadClass(statements + "StatementContext"))
              .newInstance(broken, null);
    }
  },
  /** Of Redis, through Lettuce. */
  REDIS {
    @Override
    Exception failure(ClassLoader service) throws ReflectiveOperationException {
      return (Exception)
          service
              .loadClass("io.lettuce.core.RedisException")
              .getConstructor(Throwable.class)
              .newInstance(new IOException("Connection reset by peer"));
    }
  },
  /** Of a mail server, through Jakarta Mail. */
  MAIL {
    @Override
    Exception failure(ClassLoader service) throws ReflectiveOperationException {
      return (Exception)
          service
              .loadClass("jakarta.mail.MessagingException")
              .getConstructor(String.class, Exception.class)
              .newInstance("Can't read the answer", new IOException("Connection reset by peer"));
    }
  };

  /** Makes it with the service's classes. */
  abstract Exception failure(ClassLoader service) throws ReflectiveOperationException;

  /** The same; that it can't be made is an error of this module's. */
  Exception of(ClassLoader service) {
    try {
      return failure(service);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(this + " can't be shown to the service", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(this + " can't be shown to the service", e);
    }
  }
}
