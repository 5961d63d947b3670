// SQLite in C++: connections, statements and transactions that clean up after themselves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/fs/error.h"
#include "engine/sqlite/file_name.h"

struct sqlite3;
struct sqlite3_stmt;

namespace smartsync::sqlite {

// The first byte of an extended result code says what kind of failure it is.
constexpr int primary_code(int result) {
  return result & 0xff;
}

// What SQLite could not do: the sentence names the database's path and says what SQLite said.
class DatabaseError : public Error {
 public:
  // `result`: one of SQLite's (extended) result codes, https://sqlite.org/rescode.html.
  DatabaseError(const std::string& path, int result, const std::string& message);

  int result() const { return result_; }
  const std::string& message() const { return message_; }  // SQLite's own
  bool is_busy() const;                                    // somebody else holds a lock
  bool is_damaged() const;  // the file is no database, or not a whole one
  // A table holds what its constraints forbid.
  bool is_constraint() const;

 private:
  int result_;
  std::string message_;
};

class Statement;

// Owns one connection; movable. For one thread at a time. Errors: DatabaseError.
class Database {
 public:
  enum class Access {
    read,       // the file must exist; locks and companions are used as SQLite does
    write,      // the same for writing
    create,     // for writing; made if it is not there
    immutable,  // for reading a file that nobody writes: no lock, no companion, no recovery
  };
  // Nothing is read before the first statement. A locked database is waited for as long as `wait`
  // says.
  Database(const FileName& file, Access access, std::chrono::milliseconds wait = {});

  const std::string& path() const { return file_.path(); }
  // Runs one or more statements that give no rows, or whose rows do not matter.
  void execute(const std::string& sql);
  Statement prepare(std::string_view sql);
  // The first column of the first row that the statement gives; 0 if there is none.
  std::int64_t number(std::string_view sql);
  // Rows changed by the last INSERT, UPDATE or DELETE.
  std::int64_t changes() const;
  // Closing the last connection leaves the -wal as it is, instead of writing it into the database.
  void keep_wal_at_close();
  // Whether the schema is as untrusted as the rest of the file: nothing in it may run code.
  void distrust_schema();
  // Writes all of the -wal into the database and empties it.
  void checkpoint();

  sqlite3* handle() const { return connection_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  FileName file_;
  std::unique_ptr<sqlite3, Close> connection_;
};

// One prepared statement, used again and again. Must not outlive its Database.
//
//   Statement insert = database.prepare("INSERT INTO file VALUES (?1, ?2)");
//   insert.bind(1, path).bind(2, size).run();
//   for (; rows.step();) use(rows.text(0));
class Statement {
 public:
  Statement(const std::string& path, sqlite3_stmt* statement);

  // Parameters count from 1. Text and blobs are copied.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::string_view text);
  Statement& bind(int parameter, const char* text) {
    return bind(parameter, std::string_view(text));
  }
  Statement& bind(int parameter, std::span<const std::byte> blob);
  Statement& bind(int parameter, std::nullopt_t);

  // True: there is a row. False: the statement is done and may be bound and run again.
  bool step();
  // Runs a statement to its end, without its rows.
  void run();
  // Ends a statement whose rows are not all wanted.
  void reset();

  // Columns of the row count from 0; views live until the next step.
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::span<const std::byte> blob(int column) const;
  bool is_null(int column) const;

 private:
  void check(int result) const;

  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::string path_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// A transaction that begins here (with the right to write) and is rolled back at the end of the
// scope unless it was committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace smartsync::sqlite
